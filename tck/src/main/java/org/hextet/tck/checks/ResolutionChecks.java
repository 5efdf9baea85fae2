package org.hextet.tck.checks;

/** Looking up names. */
final class ResolutionChecks {}
