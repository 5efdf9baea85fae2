/**
 * Opens datagram ports that have to be made ready before their user hears of them: connected, to an address or by a
 * name, or members of a group.
 */
@NullMarked
package org.hextet.endpoints.datagrams;

import org.jspecify.annotations.NullMarked;
