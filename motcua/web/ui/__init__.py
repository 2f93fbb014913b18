"""Base layout, design tokens, components, form renderer, error pages, component gallery."""
