package org.hextet.tck.checks;

/** Finding providers. */
final class DiscoveryChecks {}
