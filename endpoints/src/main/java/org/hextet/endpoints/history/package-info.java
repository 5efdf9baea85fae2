/** What connects have taught, kept for later ones: {@link org.hextet.endpoints.history.ConnectHistory}. */
@NullMarked
package org.hextet.endpoints.history;

import org.jspecify.annotations.NullMarked;
