/**
 * Clients that connect to a name with an address of each family, each as its library's users would write it, with its
 * defaults. One family may be a black hole: what is measured is how long a user waits.
 */
@NullMarked
package org.hextet.bench.families;

import org.jspecify.annotations.NullMarked;
