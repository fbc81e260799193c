package provisioner.resource.file;

import java.util.Optional;
import provisioner.resource.FoundationPaths;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.source.Fields;

/** {@code template}: a {@link FileResource} whose content is rendered for the host. */
final class TemplateType implements ResourceType {
    @Override
    public String name() {
        return "template";
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        String path = Paths.required(fields, "path");
        Owner owner = Owner.parse(fields, FileResource.MODE);
        FoundationPaths.own(fields, path, owner.owner(), owner.mode(), inputs.login());
        Validation validation = Validation.parse(fields, path);
        String source = fields.string("source");
        if (source.isEmpty()) {
            return Optional.empty();
        }
        return inputs.template(source, fields.at("source"))
                .map(content -> new FileResource(name(), path, content, owner, validation));
    }
}
