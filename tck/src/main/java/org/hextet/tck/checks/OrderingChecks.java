package org.hextet.tck.checks;

/** The order of destinations (RFC 6724). */
final class OrderingChecks {}
