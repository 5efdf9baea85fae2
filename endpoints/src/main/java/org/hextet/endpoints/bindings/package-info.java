/**
 * Services found by SVCB and HTTPS records of the DNS: {@link org.hextet.endpoints.bindings.ServiceBindings} switches
 * them on.
 */
@NullMarked
package org.hextet.endpoints.bindings;

import org.jspecify.annotations.NullMarked;
