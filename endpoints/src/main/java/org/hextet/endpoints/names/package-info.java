/**
 * Connects by name for reactors, which know addresses only: what {@link java.util.ServiceLoader} finds as their name
 * connector.
 */
@NullMarked
package org.hextet.endpoints.names;

import org.jspecify.annotations.NullMarked;
