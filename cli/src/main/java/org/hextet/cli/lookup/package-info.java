/** The addresses of a name, asked for, as values. */
@NullMarked
package org.hextet.cli.lookup;

import org.jspecify.annotations.NullMarked;
