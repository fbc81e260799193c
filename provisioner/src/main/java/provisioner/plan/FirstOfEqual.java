package provisioner.plan;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the first of equal lists: what many hosts have alike is held once. Safe for use by several threads. */
public final class FirstOfEqual<T> {
    private final Map<List<T>, List<T>> first = new ConcurrentHashMap<>();

    /** The first list that was equal to this one, which may be itself. */
    public List<T> of(List<T> list) {
        if (list.isEmpty()) {
            return List.of();
        }
        List<T> before = first.putIfAbsent(list, list);
        return before == null ? list : before;
    }
}
