/** The commands, one class each, and the options that they share. */
@NullMarked
package org.hextet.cli;

import org.jspecify.annotations.NullMarked;
