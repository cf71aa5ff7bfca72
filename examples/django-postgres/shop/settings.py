"""Just enough settings for one application and its database."""

SECRET_KEY = "this key signs nothing outside of tests"
INSTALLED_APPS = ["orders"]
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["testserver"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
