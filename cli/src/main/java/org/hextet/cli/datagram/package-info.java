/** What the command does with datagrams: answers them, or carries them to and from standard input and output. */
@NullMarked
package org.hextet.cli.datagram;

import org.jspecify.annotations.NullMarked;
