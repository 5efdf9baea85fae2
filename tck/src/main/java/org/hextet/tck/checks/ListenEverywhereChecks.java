package org.hextet.tck.checks;

/** One port on every interface. */
final class ListenEverywhereChecks {}
