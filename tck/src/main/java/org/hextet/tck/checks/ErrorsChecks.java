package org.hextet.tck.checks;

/** Failures and what they tell. */
final class ErrorsChecks {}
