"""What people see: one small web application."""
