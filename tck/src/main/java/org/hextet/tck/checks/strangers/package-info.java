/**
 * Providers as strangers write them, which discovery is tried with in child JVMs: their class files alone are put on a
 * path there, without the rest of the TCK. They need the api and the JDK.
 */
@NullMarked
package org.hextet.tck.checks.strangers;

import org.jspecify.annotations.NullMarked;
