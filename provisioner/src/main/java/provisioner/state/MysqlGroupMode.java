package provisioner.state;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Who takes the writes of a group of MySQL servers. All its members must have the same mode. */
public enum MysqlGroupMode {
    /** The member that the group elects. */
    SINGLE("single-primary", "ON", "SELECT group_replication_switch_to_single_primary_mode(@@GLOBAL.server_uuid)"),

    /** Every member. */
    MULTI("multi-primary", "OFF", "SELECT group_replication_switch_to_multi_primary_mode()");

    public static final String VARIABLE = "group_replication_single_primary_mode";
    private static final String CHECKS = "group_replication_enforce_update_everywhere_checks";

    private final String word;
    private final String value;
    private final String switching;

    MysqlGroupMode(String word, String value, String switching) {
        this.word = word;
        this.value = value;
        this.switching = switching;
    }

    public static Optional<MysqlGroupMode> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word.equals(word)).findFirst();
    }

    /** @param value of {@link #VARIABLE}; a server without it has the default */
    public static MysqlGroupMode ofVariable(String value) {
        return MysqlServer.sameValue(value, MULTI.value) ? MULTI : SINGLE;
    }

    public String word() {
        return word;
    }

    /** The value of {@link #VARIABLE}. */
    public String value() {
        return value;
    }

    public MysqlGroupMode other() {
        return this == MULTI ? SINGLE : MULTI;
    }

    /** For a server that takes no part in its group: from now on, and at all its starts. */
    public List<SqlStatement> settings() {
        return set("PERSIST");
    }

    /** For a server that takes no part in its group: until its next start only. */
    public List<SqlStatement> trial() {
        return set("GLOBAL");
    }

    /** For all starts of a server, which has the mode already and may take part in its group. */
    public List<SqlStatement> kept() {
        return set("PERSIST_ONLY");
    }

    /** The checks may be ON only where all members take writes, so the order differs. */
    private List<SqlStatement> set(String where) {
        SqlStatement mode = SqlStatement.of("SET " + where + " " + VARIABLE + " = " + value);
        SqlStatement checks = SqlStatement.of("SET " + where + " " + CHECKS + " = " + (this == MULTI ? "ON" : "OFF"));
        return this == MULTI ? List.of(mode, checks) : List.of(checks, mode);
    }

    /** Switches a whole group, on any member. The group persists it on all members. With one primary, this member is that. */
    public SqlStatement switching() {
        return SqlStatement.of(switching);
    }
}
