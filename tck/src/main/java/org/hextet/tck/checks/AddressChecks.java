package org.hextet.tck.checks;

/** Text to address and back, zones, what is refused before any packet. */
final class AddressChecks {}
