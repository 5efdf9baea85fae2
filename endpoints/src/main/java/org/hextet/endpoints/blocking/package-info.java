/**
 * For people who think in streams: {@link org.hextet.endpoints.blocking.BlockingConnection} is a connection with an
 * {@code InputStream} and an {@code OutputStream}, for one thread per connection.
 */
@NullMarked
package org.hextet.endpoints.blocking;

import org.jspecify.annotations.NullMarked;
