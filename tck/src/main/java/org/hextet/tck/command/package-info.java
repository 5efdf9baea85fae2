/**
 * The TCK on a command line: the {@code main} of this module ({@link org.hextet.tck.command.Main}), and the command
 * {@code tck} that it shares with {@code hextet} ({@link org.hextet.tck.command.TckCommand}).
 */
@NullMarked
package org.hextet.tck.command;

import org.jspecify.annotations.NullMarked;
