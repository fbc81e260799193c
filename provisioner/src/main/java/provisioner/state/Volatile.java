package provisioner.state;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A part of an answer that changes by itself (times, process numbers, GTID sets, words of an error), or that a difference
 * names piece by piece: two answers that differ only there lead to the same action.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Volatile {}
