"""What decides a run, except its seed and its data: `recipe` says what a recipe is, `table` lists those there are.

Example:
    >>> import shuzi
    >>> list(shuzi.RECIPES)
    ['note', 'quick', 'standard', 'hands', 'best', 'committee', 'adapt']
"""

from shuzi.recipes.recipe import FIRST_FILTERS as FIRST_FILTERS
from shuzi.recipes.recipe import LARGEST_SEED as LARGEST_SEED
from shuzi.recipes.recipe import MOST_EPOCHS as MOST_EPOCHS
from shuzi.recipes.recipe import Augmentation as Augmentation
from shuzi.recipes.recipe import Recipe as Recipe
from shuzi.recipes.recipe import check_filters as check_filters
from shuzi.recipes.recipe import recipe_from_json as recipe_from_json
from shuzi.recipes.recipe import suited as suited
from shuzi.recipes.table import RECIPES as RECIPES
from shuzi.recipes.table import find_recipe as find_recipe
from shuzi.recipes.table import recipe_of_member as recipe_of_member
