/**
 * Bytes between a connection and standard input and output, bounded in memory both ways; and what {@code serve} answers
 * with.
 */
@NullMarked
package org.hextet.cli.stream;

import org.jspecify.annotations.NullMarked;
