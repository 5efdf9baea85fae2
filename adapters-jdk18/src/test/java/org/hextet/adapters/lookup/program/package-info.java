/** Runs on the class path of other JVMs, hence outside of the packages of the module. */
@NullMarked
package org.hextet.adapters.lookup.program;

import org.jspecify.annotations.NullMarked;
