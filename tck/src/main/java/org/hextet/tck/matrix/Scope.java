package org.hextet.tck.matrix;

/** What a row is run against. */
public enum Scope {
    /** Once for each transport. */
    TRANSPORT,

    /** Once for each resolver, on the default transport. */
    RESOLVER,

    /** Once for each resolver on each transport. */
    RESOLVER_ON_EACH_TRANSPORT,

    /** Once: it looks at what all providers share (text, policies, discovery), and never fails a stranger. */
    HOUSE
}
