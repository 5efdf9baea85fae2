/** Finds the services of this module that others may provide, too. */
@NullMarked
package org.hextet.endpoints.discovery;

import org.jspecify.annotations.NullMarked;
