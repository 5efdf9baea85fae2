/**
 * The transport {@code epoll}: a driver over Linux epoll, its system calls in a thin native library. Nothing here is
 * for others; programs find it as a provider.
 */
@NullMarked
package org.hextet.epoll;

import org.jspecify.annotations.NullMarked;
