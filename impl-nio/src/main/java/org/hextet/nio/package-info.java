/**
 * The driver over {@code java.nio.channels}: a selector's readiness becomes completions here. Begin with
 * {@link org.hextet.nio.NioReactorProvider}.
 */
@NullMarked
package org.hextet.nio;

import org.jspecify.annotations.NullMarked;
