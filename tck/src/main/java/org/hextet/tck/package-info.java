/**
 * The TCK for its users: which rows to run on whom, and what came of it. {@link org.hextet.tck.Tck} is where to begin,
 * for a launcher as for a test class of one method; {@link org.hextet.tck.MutantRun} tests the TCK itself. Both hand
 * what was chosen to the runner ({@code org.hextet.tck.run}); everything else here is plain data.
 */
@NullMarked
package org.hextet.tck;

import org.jspecify.annotations.NullMarked;
