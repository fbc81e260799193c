package provisioner.state;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A part of an answer that changes by itself (times, process numbers, GTID sets, error messages) or that differences
 * show in detail. Two answers that differ only there lead to the same action.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Volatile {}
