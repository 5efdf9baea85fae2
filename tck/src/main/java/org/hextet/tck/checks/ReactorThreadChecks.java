package org.hextet.tck.checks;

final class ReactorThreadChecks {}
