package dev.ebb.sweeping.fleet;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names what keeps a story from happening here; {@link Guards} says how to take it out. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface GuardedBy {

    /** As {@code package.Class#method}. */
    String value();
}
