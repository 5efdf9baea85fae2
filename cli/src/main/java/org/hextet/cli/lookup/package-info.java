/** The addresses of a name, asked for and put in order, as values. */
@NullMarked
package org.hextet.cli.lookup;

import org.jspecify.annotations.NullMarked;
