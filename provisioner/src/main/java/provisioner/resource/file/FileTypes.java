package provisioner.resource.file;

import java.util.List;
import provisioner.resource.ResourceType;

/** The resource types of this package. */
public final class FileTypes {
    private FileTypes() {}

    public static List<ResourceType> all() {
        return List.of(
                new ArchiveResource.Type(),
                new BlockResource.Type(),
                new DirectoryResource.Type(),
                new DownloadResource.Type(),
                new FileResource.Type(),
                new GitResource.Type(),
                new LineResource.Type(),
                new SymlinkResource.Type(),
                new TemplateType());
    }
}
