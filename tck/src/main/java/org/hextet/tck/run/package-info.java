/**
 * The runner: finds the methods of rows, plans them for the providers chosen, and runs each in this process or in the
 * child JVM of an environment, under a guard, with a look at what is left behind. {@link org.hextet.tck.run.Plan} is
 * where a run begins, {@link org.hextet.tck.run.Execution} where a check does.
 */
@NullMarked
package org.hextet.tck.run;

import org.jspecify.annotations.NullMarked;
