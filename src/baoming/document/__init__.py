"""The application form (报名申请表), as a PDF that the office confirms by."""
