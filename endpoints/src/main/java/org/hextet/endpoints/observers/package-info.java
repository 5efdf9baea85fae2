/** Tells those who watch all connects of the process: what {@link java.util.ServiceLoader} finds, and our own. */
@NullMarked
package org.hextet.endpoints.observers;

import org.jspecify.annotations.NullMarked;
