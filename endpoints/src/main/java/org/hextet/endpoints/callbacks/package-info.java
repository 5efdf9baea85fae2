/** Code of users that runs where no reactor looks: what it throws reaches the reactor's listener all the same. */
@NullMarked
package org.hextet.endpoints.callbacks;

import org.jspecify.annotations.NullMarked;
