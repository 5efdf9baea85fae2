package org.hextet.tck.matrix;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hextet.tck.lab.Environment;

/**
 * A row of the behaviour matrix. It stands on a method {@code void sentence_with_underscores(Rig rig) throws
 * Exception}, whose name, read as a sentence, is the rule.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Check {

    /**
     * Its name for ever: area letters and a number, never used again when the row goes.
     *
     * @return for example {@code TCP-009}
     */
    String id();

    /**
     * How binding it is.
     *
     * @return MUST, SHOULD or MAY
     */
    Level level();

    /**
     * What it is run against.
     *
     * @return each transport, unless it says otherwise
     */
    Scope scope() default Scope.TRANSPORT;

    /**
     * The capabilities without which it is UNSUPPORTED: names of {@link Needs}.
     *
     * @return none by default
     */
    String[] needs() default {};

    /**
     * The capabilities with which it is UNSUPPORTED: it looks at what happens without them.
     *
     * @return none by default
     */
    String[] lacks() default {};

    /**
     * Where it runs; of several, in each in turn.
     *
     * @return the loopback by default
     */
    Environment[] env() default {Environment.LOOPBACK};

    /**
     * Where the rule comes from.
     *
     * @return for example {@code RFC 4007, section 6}
     */
    String source();

    /**
     * Why it matters.
     *
     * @return half a sentence that begins small
     */
    String because();

    /**
     * Where an implementor looks first when it fails.
     *
     * @return half a sentence that begins small
     */
    String lookAt();

    /**
     * How many times the usual guard the whole check may take: for those that move much, or wait for the kernel.
     *
     * @return 1 by default
     */
    int patience() default 1;
}
