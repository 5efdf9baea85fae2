/** The source addresses of a host for destinations, and the order that comes of them. */
@NullMarked
package org.hextet.endpoints.sources;

import org.jspecify.annotations.NullMarked;
