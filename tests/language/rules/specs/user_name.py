CATCHES = [
    "USER «app:app»",
    "USER «1000»",
    "USER «App»",
    "USER «a.b»",
    f"USER «{'a' * 33}»",
    "USER «:app»",
]
PASSES = [
    "USER app",
    "USER www-data",
    "USER _x1",
    "USER $NAME",
    "USER ''",
    "USER app # the shop's",
    'USER "app',
    "USER",
    "USER tester---z00_",
    f"USER {'a' * 32}",
]
FIXES = [("USER app:staff", "USER app")]
