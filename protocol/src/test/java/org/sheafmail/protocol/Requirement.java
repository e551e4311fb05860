package org.sheafmail.protocol;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the requirements of `docs/rfc/*.tsv` that a test proves, for instance `rfc3502/atomic`.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Requirement {
  /// Each `file/name`: the table without its ending, and the first column of the row.
  String[] value();
}
