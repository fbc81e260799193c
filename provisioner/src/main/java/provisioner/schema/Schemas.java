package provisioner.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import provisioner.inventory.InventoryReader;
import provisioner.playbook.OwnTypeReader;
import provisioner.playbook.OwnTypeSource;
import provisioner.playbook.PlaybookReader;
import provisioner.playbook.Roles;
import provisioner.resource.ResourceTypes;
import provisioner.source.InputFiles;
import provisioner.source.Node;
import provisioner.source.Problems;

/** The schemas of inventories, playbooks, roles, types and lists of steps. */
public final class Schemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final String ROLE_USE = "/items/else/properties/roles/items/anyOf/1";
    private static final Path NOWHERE = Path.of("/nonexistent/specimen.yml");

    private final InputFiles files = new InputFiles(NOWHERE.resolveSibling("."));
    private final Set<String> types;
    private final StepSchemas steps;
    private final Page playbooks = Page.read("playbook.md");

    /**
     * @param types that are built in
     * @param own of the operator's own
     */
    public Schemas(ResourceTypes types, List<OwnTypeSource> own) {
        this.types = types.names();
        this.steps = new StepSchemas(types, own, playbooks, this::readSteps);
    }

    /** An inventory. */
    public ObjectNode inventory() {
        Page page = Page.read("inventory.md");
        Format format = FormatFinder.find((document, problems) -> InventoryReader.read(document, NOWHERE, problems));
        ObjectNode schema = new SchemaWriter(false, (path, key) -> switch (path) {
                    case "" -> page.meaning("key of the file", key);
                    case "/hosts/*" -> page.meaning("Hosts", key);
                    case "/groups/*" -> page.meaning("key of a group", key);
                    default -> page.meaning("key of an entry", key);
                })
                .object(format);
        return head("An inventory of provisioner", page.summary(), settled(schema));
    }

    /** A host or a group without a setting is written as nothing, and a setting has the same form wherever it is. */
    private static ObjectNode settled(ObjectNode inventory) {
        ObjectNode top = (ObjectNode) inventory.get("properties");
        ObjectNode host = (ObjectNode) top.get("hosts").get("additionalProperties");
        ObjectNode group = (ObjectNode) top.get("groups").get("additionalProperties");
        for (ObjectNode one : List.of(host, group)) {
            one.putArray("type").add("object").add("null");
        }
        for (ObjectNode one : List.of(top, (ObjectNode) group.get("properties"))) {
            host.get("properties").properties().stream()
                    .filter(entry -> one.path(entry.getKey()).isObject())
                    .filter(entry -> !one.get(entry.getKey()).has("type")
                            && !one.get(entry.getKey()).has("anyOf"))
                    .forEach(entry -> one.set(entry.getKey(), entry.getValue()));
        }
        return inventory;
    }

    /** A playbook whose roles may have any parameters. */
    public ObjectNode playbook() {
        ObjectNode play = play();
        ObjectNode roles = (ObjectNode) play.at("/properties/roles");
        roles.set("items", SchemaWriter.either(SchemaWriter.text(), (ObjectNode) roles.get("items")));
        ObjectNode schema = JSON.objectNode();
        schema.set("$defs", steps.definitions());
        ObjectNode items = schema.put("type", "array").put("minItems", 1).putObject("items");
        items.putObject("if").putArray("required").add("import");
        items.set("then", imported());
        items.set("else", play);
        return head("A playbook of provisioner", playbooks.summary(), schema);
    }

    /** A playbook with these roles beside it, whose parameters are checked. Roles that cannot be read are left out. */
    public ObjectNode playbook(Roles roles) {
        ObjectNode schema = playbook();
        ArrayNode rules = ((ObjectNode) schema.at(ROLE_USE)).putArray("allOf");
        roles.names().stream()
                .sorted()
                .flatMap(name -> roles.find(name).stream())
                .forEach(role -> rules.add(DeclaredRules.role(role)));
        return schema;
    }

    /** The file of a role. */
    public ObjectNode role() {
        Path directory = NOWHERE.resolveSibling("role");
        Format format = FormatFinder.find(
                (document, problems) -> PlaybookReader.checkRole(files, directory, document, types, problems));
        ObjectNode schema = JSON.objectNode();
        schema.set("$defs", steps.definitions());
        schema.setAll(StepSchemas.in(new SchemaWriter(false, this::ofRole).object(format)));
        return head("A role of provisioner", "The file role.yml of a role.", schema);
    }

    /** The file of a type of one's own. */
    public ObjectNode type() {
        Page page = Page.read("own-types.md");
        Format format = FormatFinder.find(OwnTypeReader::check);
        ObjectNode schema = new SchemaWriter(
                        false,
                        (path, key) -> path.isEmpty()
                                ? page.meaning("The file", key)
                                : page.meaning("key of a parameter", key))
                .object(format);
        return head("A type of provisioner", "The file of a resource type of one's own.", schema);
    }

    /** A list of steps, as in a file that is included. */
    public ObjectNode steps() {
        ObjectNode schema = JSON.objectNode();
        schema.set("$defs", steps.definitions());
        schema.setAll(StepSchemas.list());
        return head("Steps of provisioner", "A list of steps.", schema);
    }

    private ObjectNode play() {
        Format format = FormatFinder.find((document, problems) -> read(document, problems));
        ObjectNode play = StepSchemas.in(new SchemaWriter(false, this::ofPlay).object(format));
        for (String list : List.of("before", "after")) {
            steps.single((ObjectNode) play.at("/properties/around/properties/" + list + "/items"));
        }
        return play;
    }

    /** In the place of a play, the plays of another file. */
    private ObjectNode imported() {
        Format format = FormatFinder.find((document, problems) -> {
            SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>(document.entries());
            Node unnamed = new Node.Scalar(document.location(), "", false, "");
            entries.putIfAbsent("import", new Node.Entry(document.location(), "import", unnamed));
            read(new Node.Mapping(document.location(), entries), problems);
        });
        return new SchemaWriter(false, (path, key) -> playbooks.meaning("key beside import", key)).object(format);
    }

    private void readSteps(Node.Sequence steps, Problems problems) {
        SequencedMap<String, Node.Entry> play = new LinkedHashMap<>();
        play.put("steps", new Node.Entry(NoInputs.NOWHERE, "steps", steps));
        read(new Node.Mapping(NoInputs.NOWHERE, play), problems);
    }

    private void read(Node.Mapping play, Problems problems) {
        Node document = new Node.Sequence(play.location(), List.of(play));
        PlaybookReader.check(files, NOWHERE, document, types, problems);
    }

    private Optional<String> ofPlay(String path, String key) {
        return playbooks.meaning(
                switch (path) {
                    case "" -> "Plays";
                    case "/roles/-" -> "key of an entry of roles";
                    case "/around" -> "key of around";
                    default -> "Steps";
                },
                key);
    }

    private Optional<String> ofRole(String path, String key) {
        return playbooks
                .meaning(
                        switch (path) {
                            case "" -> "Roles";
                            case "/parameters/*" -> "key of a parameter";
                            case "/opens/-" -> "key of opens";
                            case "/reaches/-" -> "key of reaches";
                            case "/claims/-" -> "key of claims";
                            default -> "Steps";
                        },
                        key)
                .or(() -> path.equals("/reaches/-") ? playbooks.meaning("key of opens", key) : Optional.empty());
    }

    private static ObjectNode head(String title, String description, ObjectNode schema) {
        ObjectNode head =
                JSON.objectNode().put("$schema", DRAFT).put("title", title).put("description", description);
        head.setAll(schema);
        return head;
    }
}
