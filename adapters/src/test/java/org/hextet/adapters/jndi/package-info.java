@NullMarked
package org.hextet.adapters.jndi;

import org.jspecify.annotations.NullMarked;
