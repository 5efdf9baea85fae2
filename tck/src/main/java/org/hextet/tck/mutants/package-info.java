/**
 * Providers that are broken on purpose, so that the TCK is tested: each must be caught by the check that is there for
 * it, with the words that it should say, and by no flood of others. {@code hextet tck --mutants} runs them.
 */
@NullMarked
package org.hextet.tck.mutants;

import org.jspecify.annotations.NullMarked;
