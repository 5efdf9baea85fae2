/** One program a class. Begin with {@link org.hextet.examples.EchoServer}. */
@NullMarked
package org.hextet.examples;

import org.jspecify.annotations.NullMarked;
