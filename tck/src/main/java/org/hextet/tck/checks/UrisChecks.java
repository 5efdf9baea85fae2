package org.hextet.tck.checks;

/** Endpoints as text. */
final class UrisChecks {}
