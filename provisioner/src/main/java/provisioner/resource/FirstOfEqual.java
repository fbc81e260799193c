package provisioner.resource;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Has the first of equal values stand for the others: what many hosts have alike is held once. Safe for use by several threads. */
public final class FirstOfEqual<T> {
    private final Map<T, T> first = new ConcurrentHashMap<>();

    /** The first value that was equal to this one, which may be itself. */
    public T of(T value) {
        T before = first.putIfAbsent(value, value);
        return before == null ? value : before;
    }
}
