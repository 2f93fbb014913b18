"""Where keys and time stamps come from: software and the test authority."""
