package provisioner.state;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a database server has beside what {@link MysqlServer} says: how its settings came about, and everything that runs in it.
 * Times are epoch seconds; 0 if the server does not say.
 *
 * @param settings those that were set otherwise than when it was compiled, by name
 * @param changed when accounts were last changed: their password, or when they were made
 * @param roles accounts that nobody can log in with, because they are roles
 * @param plugins those that were installed by a statement, and so are loaded at every start
 * @param components likewise, by their URNs; MySQL only
 * @param functions those from libraries
 * @param stored events, triggers, and routines
 * @param proxies who may take the place of whom
 * @param filters what replication leaves out, by channel
 */
public record MysqlSurvey(
        SortedMap<String, Setting> settings,
        SortedMap<MysqlAccount.Name, Long> changed,
        Set<MysqlAccount.Name> roles,
        List<Library> plugins,
        List<String> components,
        List<Library> functions,
        List<Stored> stored,
        List<Proxy> proxies,
        List<Filter> filters) {

    public MysqlSurvey {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        changed = Collections.unmodifiableSortedMap(new TreeMap<>(changed));
        roles = Set.copyOf(roles);
        plugins = List.copyOf(plugins);
        components = List.copyOf(components);
        functions = List.copyOf(functions);
        stored = List.copyOf(stored);
        proxies = List.copyOf(proxies);
        filters = List.copyOf(filters);
    }

    /** Where the value of a setting came from. */
    public enum Origin {
        /** A file, or the command line. */
        START,

        /** A statement, since the server's start, or the server itself. */
        RUNNING,

        /** What {@code SET PERSIST} keeps in the server's own file. */
        PERSISTED
    }

    /**
     * @param path the file; empty if it came from none
     * @param by who set it last, by a statement; empty for the server itself
     * @param since when that was
     * @param ofSession whether sessions can set it for themselves. MySQL notes that as if it were set for all, so that its
     *     value has to tell
     * @param byDefault what it is if nobody sets it; empty if the server does not say
     */
    public record Setting(Origin origin, String path, String by, long since, boolean ofSession, String byDefault) {}

    /** Something from a library. */
    public record Library(String name, String file) {}

    /**
     * Something in a database that runs by itself, or with the rights of whoever defined it.
     *
     * @param kind {@code event}, {@code trigger} or {@code routine}
     * @param name with its database: {@code app.clean}
     * @param definer {@code user@host}
     * @param detail for people: what it is on, or when it runs
     */
    public record Stored(String kind, String name, String definer, String detail, long since) {}

    /** @param on as whom; empty parts stand for anybody */
    public record Proxy(MysqlAccount.Name account, MysqlAccount.Name on, long since) {}

    /**
     * @param channel empty for a server's own, and for all
     * @param atStart whether a file says so
     */
    public record Filter(String channel, String name, String rule, boolean atStart, long since) {}

    /** One in which there is nothing. */
    public static MysqlSurvey empty() {
        return new MysqlSurvey(
                new TreeMap<>(Map.of()),
                new TreeMap<>(),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
