/** Sockets that another process has opened and bound, and handed to this one: the protocol of sd_listen_fds(3). */
@NullMarked
package org.hextet.endpoints.inherited;

import org.jspecify.annotations.NullMarked;
