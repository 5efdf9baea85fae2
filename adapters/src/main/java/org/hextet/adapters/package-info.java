/** What a program's configuration names: the socket factory. */
@NullMarked
package org.hextet.adapters;

import org.jspecify.annotations.NullMarked;
